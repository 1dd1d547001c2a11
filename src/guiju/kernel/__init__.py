"""The pure heart: values in, values out. It knows no disk, no network, no clock of the machine, no Django."""
