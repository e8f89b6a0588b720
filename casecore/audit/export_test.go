package audit

// VerifyIn verifies what a transaction sees, so that tests may roll their tampering back.
var VerifyIn = verifyIn
