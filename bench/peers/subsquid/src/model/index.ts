import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity("raw_event")
export class RawEvent {
  @PrimaryColumn({ type: "varchar" })
  id: string;

  @Column({ type: "int4" })
  block: number;

  @Column({ type: "int4" })
  timestamp: number;

  @Column({ type: "text" })
  transaction: string;

  @Column({ type: "text" })
  address: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  args: string;

  constructor(row?: Partial<RawEvent>) {
    Object.assign(this, row);
  }
}
