"""The server itself: it listens, keeps every client within limits, logs, and stops gently."""
