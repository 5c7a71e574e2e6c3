"""The drawing kit, and charts that several pages use: a frozen object, drawn and said. Pure."""
