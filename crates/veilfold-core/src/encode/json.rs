//! The only JSON writer of veilfold.
