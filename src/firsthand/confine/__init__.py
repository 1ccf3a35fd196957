"""Run a function over untrusted bytes in a limited child process."""
