"""The charts of comparisons: frozen objects from which drawing, table and sentence come."""
