"""Domain code around the rulebooks; a wing never imports another."""
