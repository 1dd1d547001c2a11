"""Looks at data sets where they lie. No Django."""

from guiju.plane.fill import fill
from guiju.plane.intake import scan
from guiju.plane.report import Column, Coverage, Region, Scan
from guiju.plane.trouble import ScanError
from guiju.plane.upload import Stored, receive

__all__ = ["Column", "Coverage", "Region", "Scan", "ScanError", "Stored", "fill", "receive", "scan"]
