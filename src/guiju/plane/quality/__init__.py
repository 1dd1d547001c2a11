"""The quality of a table by the six dimensions and twenty indicators of GB/T 36344, each as parts of a whole."""
