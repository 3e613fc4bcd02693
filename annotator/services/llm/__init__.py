"""Asking a language model, with leave: what is set up, who has allowed what, the wire, the answers kept, the engine.

Nothing is sent but through `wire.Wire`, which is made from a `permission.Permit`, which there is only for who has
been asked. The text goes to one host, the one that was named; redirects are not followed.
"""
