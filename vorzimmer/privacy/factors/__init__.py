"""The second step of a sign-in: authenticator app, passkeys, codes on paper. Sealed like everything that nobody else may read."""
