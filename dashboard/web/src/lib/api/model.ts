import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Acted = Schemas["Acted"];
export type Action = Schemas["ActionView"];
export type Applicant = Schemas["ApplicantView"];
export type ApplicantInput = Schemas["ApplicantInput"];
export type Body = Schemas["BodyView"];
export type CaseList = Schemas["CaseList"];
export type CaseRow = Schemas["CaseRow"];
export type CaseView = Omit<Schemas["CaseView"], "deadlines"> & { deadlines: Deadline[] };
export type Catalogue = Schemas["Catalogue"];
export type DeadDeadline = Schemas["DeadDeadline"];
/** The description leaves the reason open, because it is stored as it was computed. */
export type Deadline = Omit<Schemas["DeadlineView"], "why"> & { why: Why };
export type Delivery = Schemas["DeliveryView"];
export type Event = Schemas["EventView"];
export type FileView = Schemas["FileView"];
export type Ground = Schemas["GroundView"];
export type Kind = Schemas["KindView"];
export type LinkCode = Schemas["LinkCode"];
export type Me = Schemas["Me"];
export type Message = Schemas["MessageView"];
export type Need = Action["needs"][number];
export type Org = Schemas["OrgView"];
export type Preview = Schemas["PreviewView"];
export type Problem = Schemas["Problem"];
export type Receive = Schemas["ReceiveInputBody"];
export type ReportRow = Schemas["ReportRow"];
export type ReportView = Omit<Schemas["ReportView"], "deadlines"> & { deadlines: Deadline[] };
export type Source = Receive["source"] | "telegram";
export type Street = Schemas["StreetView"];
export type Topic = Schemas["TopicView"];
export type Why = Schemas["Why"];
export type WordInput = Schemas["WordInputBody"];
export type Worded = Schemas["Worded"];
export type Wording = Schemas["WordingView"];
export type ActInput = Schemas["ActInputBody"];
