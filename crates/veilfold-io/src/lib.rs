//! What of veilfold touches the operating system.

pub mod sink;
