"""The portal with made clients on one machine: `python -m portal.demo`, or `make demo`."""
