"""Programme documents, their versions, and from when each is live."""
