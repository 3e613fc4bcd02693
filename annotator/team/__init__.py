"""Working as a group: who gets which documents, and what two versions of the same work come to; pure functions."""
