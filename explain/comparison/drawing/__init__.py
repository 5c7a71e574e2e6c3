"""The charts of comparisons as SVG."""
