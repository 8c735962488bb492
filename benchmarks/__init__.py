"""Benchmarks of realtime-wire against its peers: ``python -m benchmarks``."""
