"""Lists of operations compiled for the processor at hand, through LLVM."""
