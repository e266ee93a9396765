//! The look-up: which households a few typed words mean.
