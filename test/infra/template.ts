/** The parts of a CloudFormation template that the tests look at. */
interface Ref {
  Ref: string;
}
interface Attribute {
  'Fn::GetAtt': [string, string];
}
interface Statement {
  Action: string | string[];
  Resource: string | Attribute | (string | Attribute)[];
}
interface Properties {
  Architectures?: string[];
  Code?: { S3Key?: string };
  Environment?: { Variables: Record<string, string | Ref> };
  IntegrationUri?: Attribute;
  PolicyDocument?: { Statement: Statement[] };
  Role?: Attribute;
  Roles?: Ref[];
  RouteKey?: string;
  Runtime?: string;
  Target?: { 'Fn::Join': [string, [string, Ref]] };
  Timeout?: number;
}
interface Resource {
  Type: string;
  Properties: Properties;
}
export interface Template {
  Resources: Record<string, Resource>;
}

/** A function as its template has it. Resources bear the names that the stack gave them, without CDK's hash. */
export interface Deployed {
  name: string;
  properties: Properties;
  environment: Record<string, string>;
  /** What its role may do, and to what: `dynamodb:GetItem TablesRegistry`. */
  rights: string[];
  /** The folder of its bundle in the assembly. */
  asset: string;
}

/** The name of a resource without the eight digits that CDK puts behind it. */
const named = (id: string) => id.replace(/[0-9A-F]{8}$/, '');
const ofAttribute = ({ 'Fn::GetAtt': [id] }: Attribute) => named(id);

export function resourcesOf({ Resources }: Template, type: string): [string, Properties][] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) => (Type === type ? [[id, Properties]] : []));
}

/** Every statement of every role, one action on one resource each. */
export function statementsOf(template: Template): { role: string; action: string; resource: string }[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Roles, PolicyDocument }]) =>
    PolicyDocument!.Statement.flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => ({
          role: named(Roles![0]!.Ref),
          action,
          resource: typeof resource === 'string' ? resource : ofAttribute(resource),
        })),
      ),
    ),
  );
}

/** The functions of a template, by the file they are made of. */
export function functionsOf(template: Template): Map<string, Deployed> {
  const statements = statementsOf(template);
  const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([id, properties]): [string, Deployed] => {
    const name = named(id).replace(/Function$/, '');
    const own = statements.filter(({ role }) => role === ofAttribute(properties.Role!));
    const variables = Object.entries(properties.Environment?.Variables ?? {});
    const environment = variables.map(([key, value]) => [key, typeof value === 'string' ? value : named(value.Ref)]);
    const deployed: Deployed = {
      name,
      properties,
      environment: Object.fromEntries(environment),
      rights: own.map(({ action, resource }) => `${action} ${resource}`),
      asset: `asset.${properties.Code?.S3Key?.replace('.zip', '')}`,
    };
    return [name, deployed];
  });
  return new Map(functions);
}

/** Which function answers a route: `GET /v1/keys` → `registry`. */
export function routesOf(template: Template): Record<string, string> {
  const integrations = new Map(resourcesOf(template, 'AWS::ApiGatewayV2::Integration'));
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { RouteKey, Target }]) => {
    const integration = integrations.get(Target!['Fn::Join'][1][1].Ref);
    return [RouteKey, ofAttribute(integration!.IntegrationUri!).replace(/Function$/, '')];
  });
  return Object.fromEntries(routes);
}
