//! The text format: `timestamp - logger - LEVEL - [request_id] - message key=value …`.
