"""The pages: sign-in, forms, downloads and the JSON interface in front of the house."""

from web.app import create_app

__all__ = ["create_app"]
