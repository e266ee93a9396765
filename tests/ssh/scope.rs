//! Two staff over ssh with different hamlets: each finds only their own.
