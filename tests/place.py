"""Where the demo's office stands."""

PLACE = "CN-FJ.demo"
