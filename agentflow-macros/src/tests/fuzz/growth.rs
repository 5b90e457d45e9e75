//! Long and deep blocks: the work grows with the block, and not with a power of it.
