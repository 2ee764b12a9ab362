"""What all pictures share: packing into bytes, colours, and fewer points for long curves."""
