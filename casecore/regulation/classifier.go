package regulation

// Topic is one row of the classifier (MR-4.6): what a case is about decides its kind, its term and its
// executor.
type Topic struct {
	Code       TopicCode
	Group      string
	GroupNames Text
	Names      Text
	// Keywords by language, as citizens say them: Ukrainian, Russian, surzhyk.
	Keywords map[string][]string
	Kind     KindID
	// Solve is the term for a solution; zero takes the kind's.
	Solve Term
	// Executors by district; the empty district stands for anywhere else.
	Executors map[DistrictCode]OrgCode
	// Grounds on which a case of the topic may be closed.
	Grounds []GroundID
	// Housing: emergencies are also passed by telephone from 17:00 to 07:00 (MR-4.9.1).
	Housing bool
	// Assumed marks a row that no document gives.
	Assumed bool
}

// District is a district of the city.
type District struct {
	Code  DistrictCode
	Names Text
}

// Org is an organisation that executes cases, or a unit of the council above such organisations.
type Org struct {
	Code  OrgCode
	Names Text
	// Parent is the unit whose head is told of breaches (MR-6.2); empty for a unit of its own.
	Parent OrgCode
	// Council: the organisation is a unit of the council, so it may ask to extend (MR-5.8.2).
	Council bool
	// Area is the direction of a deputy mayor, by which its control body is found.
	Area   string
	Phones []string
}

// CompetentBody is whom to turn to with a matter that is not the city's (MR-4.2.1).
type CompetentBody struct {
	Code     string
	Names    Text
	Phones   []string
	Site     string
	Purpose  Text
	Keywords map[string][]string
}

// Classifier is the city's topics with all that they refer to.
type Classifier struct {
	Districts []District
	Orgs      []Org
	Bodies    []CompetentBody
	Topics    []Topic
}

// Topic returns the topic of this code.
func (c *Classifier) Topic(code TopicCode) (*Topic, bool) {
	for i := range c.Topics {
		if c.Topics[i].Code == code {
			return &c.Topics[i], true
		}
	}
	return nil, false
}

// Org returns the organisation of this code.
func (c *Classifier) Org(code OrgCode) (Org, bool) {
	return find(c.Orgs, func(o Org) bool { return o.Code == code })
}

// District returns the district of this code.
func (c *Classifier) District(code DistrictCode) (District, bool) {
	return find(c.Districts, func(d District) bool { return d.Code == code })
}

// Executor returns who executes the topic in the district, or the executor for anywhere else. It
// reports false when the classifier leaves the choice to the agent.
func (t Topic) Executor(district DistrictCode) (OrgCode, bool) {
	if org, ok := t.Executors[district]; ok {
		return org, true
	}
	org, ok := t.Executors[""]
	return org, ok
}
