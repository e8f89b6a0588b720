package main

type auditCmd struct{}
