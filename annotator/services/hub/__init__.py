"""A project and the team's hub: join, pull, push, who gets what next."""
