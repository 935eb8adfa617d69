"""The process: pages in a fixed pool of threads, live events beside them, workers that are kept alive, one way to start and stop."""
