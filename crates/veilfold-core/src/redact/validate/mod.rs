//! Validators: check digits, issued ranges, entropy. One a file.
