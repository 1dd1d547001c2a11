"""Types of mainland China, and of documents that it gives to people from elsewhere."""
