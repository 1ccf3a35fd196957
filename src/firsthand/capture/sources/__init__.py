"""The places things are captured from."""
