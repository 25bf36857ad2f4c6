import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** A table with what functions need to know of it, and what those may do that read or write it. */
export interface Stored {
  table: Table;
  /** The environment variable that names it. */
  variable: string;
  reading: string[];
  writing: string[];
}

/** What is kept. The tables outlive the stack: numbers and events are not taken down with it. */
export class Tables extends Construct {
  readonly registry: Stored;
  readonly events: Stored;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.registry = {
      table: this.table('Registry'),
      variable: 'TRAMO_REGISTRY_TABLE',
      reading: ['dynamodb:GetItem', 'dynamodb:Query'],
      writing: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
    };
    this.events = {
      table: this.table('Events', 'ttl'),
      variable: 'TRAMO_EVENTS_TABLE',
      reading: ['dynamodb:Query', 'dynamodb:Scan'],
      writing: ['dynamodb:BatchWriteItem'],
    };
  }

  private table(id: string, timeToLiveAttribute?: string): Table {
    return new Table(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(timeToLiveAttribute && { timeToLiveAttribute }),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
