package pbx

import (
	"path/filepath"
	"time"
)

// Settings are all that the configuration is made of.
type Settings struct {
	// Name tells this Asterisk from others; it begins the id of each of its channels.
	Name  string
	Paths Paths
	HTTP  HTTP
	ARI   ARI
	SIP   SIP
	RTP   RTP

	// Language is spoken where a line has none of its own.
	Language string
	Trunk    *Trunk // nil: no calls from outside
	Lines    []Line
	Phones   []Phone
	// RTPTimeout is after how long without any voice a call is hung up, HoldTimeout likewise while it is on hold: who
	// vanishes without a word would stay for ever.
	RTPTimeout, HoldTimeout time.Duration
	// LongestMessage is how long a message may be that is taken while the product is away.
	LongestMessage time.Duration
	// Verbosity is 0 in service; from 3 on the console tells every step of the dialplan, callers' numbers included.
	Verbosity int
}

// Paths are the folders of an Asterisk, all absolute.
type Paths struct {
	Etc, Modules, Programs                   string
	Cache, Lib, Data, Spool, Run, Log, Music string
}

// SystemPaths are those of a distribution's package.
func SystemPaths() Paths {
	return Paths{
		Etc: "/etc/asterisk", Modules: "/usr/lib/asterisk/modules", Programs: "/usr/sbin",
		Cache: "/var/cache/asterisk", Lib: "/var/lib/asterisk", Data: "/usr/share/asterisk", Spool: "/var/spool/asterisk",
		Run: "/run/asterisk", Log: "/var/log/asterisk", Music: "/usr/share/asterisk/moh/hotline",
	}
}

// InstalledPaths are the [SystemPaths] of this machine, which may keep the modules below a folder of its architecture.
func InstalledPaths() Paths {
	paths := SystemPaths()
	paths.Modules = modulesOf("/")
	return paths
}

// PrivatePaths are those of an Asterisk that keeps all it has under home and runs from a tree of unpacked packages.
func PrivatePaths(home, tree string) Paths {
	return Paths{
		Etc: filepath.Join(home, "etc"), Modules: modulesOf(tree), Programs: filepath.Join(tree, "usr/sbin"),
		Cache: filepath.Join(home, "cache"), Lib: filepath.Join(home, "lib"), Data: filepath.Join(home, "data"),
		Spool: filepath.Join(home, "spool"), Run: filepath.Join(home, "run"), Log: filepath.Join(home, "log"),
		Music: filepath.Join(home, "lib/moh"),
	}
}

// modulesOf finds the modules below the machine's own library folder, such as x86_64-linux-gnu.
func modulesOf(tree string) string {
	found, _ := filepath.Glob(filepath.Join(tree, "usr/lib/*/asterisk/modules")) // the pattern is well formed
	if len(found) == 0 {
		return filepath.Join(tree, "usr/lib/asterisk/modules")
	}
	return found[0]
}

// Sounds is where the dialplan's own prompts are.
func (p Paths) Sounds() string { return filepath.Join(p.Data, "sounds") }

// Recordings is where messages and the recordings of ARI are.
func (p Paths) Recordings() string { return filepath.Join(p.Spool, "recording") }

// HTTP is where ARI answers and where the sockets of browsers arrive.
type HTTP struct {
	Bind string // host:port, a loopback address in service
	// TLSBind, host:port, is for a product on another machine, when nothing else encrypts the way; it needs the certificate and its key.
	TLSBind, TLSCert, TLSKey string
	// ARIFrom are prefixes of addresses that ARI answers besides this machine's own.
	ARIFrom []string
}

// ARI is how the product proves itself.
type ARI struct {
	User, Password, App string
}

// SIP is where telephones and the trunk are spoken with.
type SIP struct {
	Bind string // host:port, UDP
	// External is the address that others see, when this machine stands behind NAT, and LocalNets are those inside it.
	External  string
	LocalNets []string
}

// RTP is the range of UDP ports of voice.
type RTP struct {
	First, Last int
	ICEHosts    []ICEHost
}

// ICEHost tells browsers another address than the machine's own.
type ICEHost struct{ Local, Told string }

// Trunk is the line to the city's exchange or its provider.
type Trunk struct {
	// Match are the addresses, or prefixes of addresses, that its calls come from.
	Match []string `yaml:"match"`
	// Host, host or host:port, is where calls go out and where we register; empty: none go out.
	Host string `yaml:"host"`
	// Register tells the provider where we are; it needs the user's name and password.
	Register bool   `yaml:"register"`
	Username string `yaml:"username"`
	Password string `yaml:"-"` // from the environment, not from the file
	// ContactUser is the number that a registration asks calls for.
	ContactUser string `yaml:"contact_user"`
	FromUser    string `yaml:"from_user"`
	FromDomain  string `yaml:"from_domain"`

	Codecs []string `yaml:"codecs"`
	// DTMF is how keys come: auto, auto_info, rfc4733, info or inband.
	DTMF string `yaml:"dtmf"`
	// Qualify is how often the host is asked whether it is there; zero: never.
	Qualify time.Duration `yaml:"qualify"`
}

// Line is a number that citizens call.
type Line struct {
	// Number is the line's name: what people dial, digits alone.
	Number string `yaml:"number"`
	// Dialled are the forms in which the trunk gives it; empty: as Number.
	Dialled  []string `yaml:"dialled"`
	Language string   `yaml:"language"`
	// Greeting, by language, replaces the city's; District is the code of the one that the line belongs to.
	Greeting map[string]string `yaml:"greeting"`
	District string            `yaml:"district"`
}

// Phone is a telephone at a fixed address that is only called, such as an officer's on duty.
type Phone struct {
	Name    string `yaml:"name"`
	Contact string `yaml:"contact"` // sip:user@host:port
}
