"""What every wing's face shares."""
