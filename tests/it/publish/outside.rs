//! What others make of the artifacts: xmllint, the grammar of RFC 4287, feed-rs, and two readers
//! in Python.
