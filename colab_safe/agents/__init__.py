"""What coding agents are about to do with notebooks: their requests, and the answers."""
