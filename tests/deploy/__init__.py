"""Tests of the deployment, against real HTTP on loopback."""
