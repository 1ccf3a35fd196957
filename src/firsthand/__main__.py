"""`python -m firsthand` is the command line."""

from firsthand.cli.main import main

main()
