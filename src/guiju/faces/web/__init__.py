"""Pages: settings and addresses only. What they show is the kit's and the wings'."""
