package staff

import "time"

// Lockout says how long an account stays locked after wrong passwords in a row.
type Lockout struct {
	Free    int           // so many wrong ones cost nothing but the last
	First   time.Duration // the lock after Free wrong ones; each further wrong one doubles it
	Longest time.Duration
}

// DefaultLockout locks for 15 minutes after five wrong passwords, doubling up to a day.
func DefaultLockout() Lockout {
	return Lockout{Free: 5, First: 15 * time.Minute, Longest: 24 * time.Hour}
}

// For returns how long the account is locked after so many wrong passwords in a row, zero for not at all.
func (l Lockout) For(failures int) time.Duration {
	if failures < l.Free {
		return 0
	}
	lock := l.First
	for range failures - l.Free {
		if lock >= l.Longest/2 {
			return l.Longest
		}
		lock *= 2
	}
	return min(lock, l.Longest)
}
