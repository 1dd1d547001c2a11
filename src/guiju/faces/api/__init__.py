"""The API put together: one address space for all routers of the kit and of the wings. Programs begin at its OpenAPI
description.
"""
