"""What all pictures share: bytes, columns, colours, thinning."""
