"""What came, from where, how."""
