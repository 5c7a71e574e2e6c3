"""What people read of features: names, values, reasons, in French and English."""
