"""The same work by several processes, or by a Dask cluster: over partitions of documents, with the same results.

`crew` says who works and gives results in their order; `processes` and `cluster` are the two ways of having others work,
`worker` is what runs there; the other modules say of each command what a partition is.
"""
