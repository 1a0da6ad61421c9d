"""Read pages and data records from the working tree; nothing here writes or decides."""
