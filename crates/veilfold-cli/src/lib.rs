//! The veilfold command, as a library: the same code behind the binary and the wheel.
