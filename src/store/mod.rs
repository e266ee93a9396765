//! The journal is the truth; sled is its fast view.
