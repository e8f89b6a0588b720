import type { components } from "$consoles/lib/api/schema.gen";

type Schemas = components["schemas"];
export type Table = Schemas["ResultTable"];
export type Row = Schemas["ResultRow"];
export type Figures = Schemas["FiguresView"];
export type Share = Schemas["ShareView"];
export type Whose = Schemas["ResultChoices"];
export type Instruction = Schemas["InstructionView"];
export type Monthly = Schemas["MonthlyView"];

/** The marks, from the worst on (VN-2.1). */
export const marks = ["bad", "good", "exemplary"] as const;
